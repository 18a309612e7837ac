// The page's words in English; the keys of the other languages are checked against these.

import pages from './pages/en.js';

/** @typedef {keyof typeof words} Key */

const words = {
  ...pages,
  'skip': 'Skip to the content',
  'ways': 'Pages',
  'research': 'Research use only, not for diagnosis',
  'language': 'Language',
  'theme': 'Light and dark',
  'theme.auto': 'As the system',
  'theme.light': 'Light',
  'theme.dark': 'Dark',
  'sign-out': 'Sign out',
  'close': 'Close',
  'way.read': 'Read',
  'way.review': 'Review',
  'way.models': 'Models',
  'way.train': 'Train',
  'way.audit': 'Audit',
  'way.people': 'People',
  'way.login': 'Sign in',
  'error.unreachable': 'The server cannot be reached; check that it is running and try again.',
  'error.status': 'The server answered with status {status} and no explanation.',
  'error.bug': 'Something in this page went wrong; reload it, and tell the people who run it if it happens again.',
  'error.reload': 'Reload the page to try again.',
};

export default words;
