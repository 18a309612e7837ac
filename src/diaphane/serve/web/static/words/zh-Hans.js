// The page's words in simplified Chinese.

import pages from './pages/zh-Hans.js';

/** @type {Record<import('./en.js').Key, string>} */
const words = {
  ...pages,
  'skip': '跳到内容',
  'ways': '页面',
  'research': '仅供研究使用，不用于诊断',
  'language': '语言',
  'theme': '明暗主题',
  'theme.auto': '跟随系统',
  'theme.light': '浅色',
  'theme.dark': '深色',
  'sign-out': '退出登录',
  'close': '关闭',
  'way.read': '阅片',
  'way.review': '复核',
  'way.models': '模型',
  'way.train': '训练',
  'way.audit': '审计',
  'way.people': '用户',
  'way.login': '登录',
  'error.unreachable': '无法连接服务器；请确认服务器正在运行，然后重试。',
  'error.status': '服务器返回状态码 {status}，没有说明。',
  'error.bug': '此页面出错了；请重新加载，如再次发生请告知管理人员。',
  'error.reload': '请重新加载页面再试。',
};

export default words;
