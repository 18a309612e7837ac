// The page's words in traditional Chinese.

import pages from './pages/zh-Hant.js';

/** @type {Record<import('./en.js').Key, string>} */
const words = {
  ...pages,
  'skip': '跳至內容',
  'ways': '頁面',
  'research': '僅供研究使用，不作診斷用途',
  'language': '語言',
  'theme': '明暗主題',
  'theme.auto': '依系統設定',
  'theme.light': '淺色',
  'theme.dark': '深色',
  'sign-out': '登出',
  'close': '關閉',
  'way.read': '閱片',
  'way.review': '複核',
  'way.models': '模型',
  'way.train': '訓練',
  'way.audit': '稽核',
  'way.people': '使用者',
  'way.login': '登入',
  'error.unreachable': '無法連線至伺服器；請確認伺服器正在執行，然後再試一次。',
  'error.status': '伺服器回應狀態碼 {status}，未附說明。',
  'error.bug': '此頁面發生錯誤；請重新載入，若再次發生請通知管理人員。',
  'error.reload': '請重新載入頁面再試一次。',
};

export default words;
