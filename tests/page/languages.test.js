// The words of the other languages: the same as in English, with the same places, in that language.

import assert from 'node:assert/strict';
import { test } from 'node:test';

/** What is called the same everywhere, alone or beside numbers and places to fill. */
const NAMES = /\b(API|AUROC|DICOM|Dice|Epoch|FID|HD95|IoU|KID|PSNR|SEG|SSIM|diaphane)\b|\{\w+\}/g;

/** Characters that only simplified, and only traditional Chinese has. */
const SIMPLIFIED =
  /[与义习书买乱争产亲仅从仓们价众优会传伤体侧债倾储儿关兴养兽写军农冻凤击划则创删别剂办务动劳势单卖卫压厌厕县发变叙号叹员响哗问启园围图团圆场坏块坚处备头夸夺奋奖妆学宁宝实审对导寻层届属岁岂岛币师帐带帮广庆库应废开异弃张归录彻径忆忧怀态总恋恶惊惯愿战户扩执扫扬护报担拟择拥挂掷摄旧时显权极构枪柜标样树档桥检欢欧毁气汇没测浏涛涝润涨湾湿滞满滤灭灯灵灾炼点烦热爱状独狭现环电疗盘码确离种积称稳穷窃竞笔签简类紧纠红纯纲纳级线组细织终绍经结绘给络绝统继绩续维缓编缩网罗罚罢职联肃胜脉脑节范药获营虑虽补装规视览觉誉计订认讨让训议记许论设访证评识诉诊词试话询该详语误说请诸诺读课调谁谈谢谨贝负财责败质购贯贴贵费资赋赛赞车转轮软轻载较辅输边达过运还这进远违连迟适选递逻遗释针错锁键长门闭间闻阅阈队阶际陆险随难预领频题额颜风飞饰验骤鱼鲜鸟鸣黄齐齿]/;
const TRADITIONAL =
  /[與義習書買亂爭產親僅從倉們價眾優會傳傷體餘側債傾儲兒關興養獸寫軍農衝決況凍淨減鳳擊劃則創刪別劑辦務動勞勢單賣衛廳歷壓厭廁縣發變敘號嘆員響嘩問啟園圍圖團圓場壞塊堅處備復頭誇奪奮獎妝學寧寶實審對導尋層屆屬歲豈島幣師帳帶幫並廣慶庫應廢開異棄張強歸錄徹徑憶憂懷態總戀惡驚慣願戰戶擴執掃揚護報擔擬擇擁掛損換據擲攝舊時顯術雜權條來極構槍櫃標樣樹檔橋檢歡歐毀氣匯沒測瀏濤澇潤漲溫灣濕滯滿濾滅燈靈災煉點煩熱愛狀獨狹現環電療盤碼確離種積稱穩窮竊競筆簽簡類緊糾紅純綱納級線組細織終紹經結繪給絡絕統繼績續維緩編縮網羅罰罷職聯肅勝脈腦節範藥獲營慮雖補裝規視覽覺譽計訂認討讓訓議記許論設訪證評識訴診詞試話詢該詳語誤說請諸諾讀課調誰談謝謹貝負財責敗質購貫貼貴費資賦賽贊車轉輪軟輕載較輔輸邊達過運還這進遠違連遲適選遞邏遺釋針錯鎖鍵長門閉間聞閱閾隊階際陸險隨難預領頻題額顏風飛飾驗驟魚鮮鳥鳴黃齊齒]/;

/** @type {Record<string, Record<string, string>>} */
const words = {};
for (const language of ['en', 'zh-Hant', 'zh-Hans', 'vi']) {
  words[language] = (
    await import(`../../src/diaphane/serve/web/static/words/${language}.js`)
  ).default;
}

/** @param {string} text */
const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

for (const language of ['zh-Hant', 'zh-Hans', 'vi']) {
  test(`${language} has every word, and no other`, () => {
    assert.deepEqual(Object.keys(words[language]).sort(), Object.keys(words.en).sort());
  });

  test(`${language} fills the same places`, () => {
    for (const [key, text] of Object.entries(words.en)) {
      assert.deepEqual(places(words[language][key]), places(text), key);
    }
  });

  test(`${language} leaves nothing in English`, () => {
    const left = Object.entries(words.en).filter(
      ([key, text]) => words[language][key] === text && /[A-Za-z]{2}/.test(text.replace(NAMES, '')),
    );
    assert.deepEqual(
      left.map(([key]) => key),
      [],
    );
  });
}

/**
 * @param {Record<string, string>} all
 * @param {RegExp} foreign characters of the other script
 */
const mixed = (all, foreign) =>
  Object.entries(all)
    .filter(([, text]) => [...text].some((one) => foreign.test(one)))
    .map(([key, text]) => `${key}: ${text}`);

test('traditional Chinese has no simplified characters', () => {
  assert.deepEqual(mixed(words['zh-Hant'], SIMPLIFIED), []);
});

test('simplified Chinese has no traditional characters', () => {
  assert.deepEqual(mixed(words['zh-Hans'], TRADITIONAL), []);
});
