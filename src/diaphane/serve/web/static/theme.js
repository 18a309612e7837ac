// Dark, light, or as the system is set.

const THEMES = /** @type {const} */ (['auto', 'light', 'dark']);

/** @typedef {typeof THEMES[number]} Theme */

export const themes = THEMES;

export const theme = () => /** @type {Theme} */ (document.documentElement.dataset.theme);

/** @param {Theme} chosen */
export function chooseTheme(chosen) {
  document.documentElement.dataset.theme = chosen;
  localStorage.setItem('theme', chosen);
}
