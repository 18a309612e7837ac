// The page's words in Vietnamese.

import pages from './pages/vi.js';

/** @type {Record<import('./en.js').Key, string>} */
const words = {
  ...pages,
  'skip': 'Đến phần nội dung',
  'ways': 'Các trang',
  'research': 'Chỉ dùng cho nghiên cứu, không dùng để chẩn đoán',
  'language': 'Ngôn ngữ',
  'theme': 'Giao diện sáng tối',
  'theme.auto': 'Theo hệ thống',
  'theme.light': 'Sáng',
  'theme.dark': 'Tối',
  'sign-out': 'Đăng xuất',
  'close': 'Đóng',
  'way.read': 'Đọc ảnh',
  'way.review': 'Duyệt lại',
  'way.models': 'Mô hình',
  'way.train': 'Huấn luyện',
  'way.audit': 'Nhật ký',
  'way.people': 'Người dùng',
  'way.login': 'Đăng nhập',
  'error.unreachable': 'Không kết nối được máy chủ; hãy kiểm tra máy chủ đang chạy rồi thử lại.',
  'error.status': 'Máy chủ trả về mã {status} mà không giải thích.',
  'error.bug': 'Trang này gặp lỗi; hãy tải lại, và báo cho người quản lý nếu lỗi lặp lại.',
  'error.reload': 'Hãy tải lại trang để thử lại.',
};

export default words;
