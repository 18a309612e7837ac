// Puts the library's English sentences into other languages, by the table that its reports use.

/**
 * English templates with places in braces; `translated` names the places whose own words are
 * looked up, too: a title of a class, or several with commas between them.
 *
 * @typedef {{key?: string, en: string, translated?: string[], [language: string]: any}} Entry
 * @typedef {{pattern: RegExp, places: string[], entry: Entry}} Pattern
 */

/** What stands between the parts of a list, in each language. */
const BETWEEN = [
  { 'en': ', ', 'zh-Hant': '、', 'zh-Hans': '、', 'vi': ', ' },
  { 'en': ' or ', 'zh-Hant': '或', 'zh-Hans': '或', 'vi': ' hoặc ' },
];

const PLACE = /\{([\w-]+)\}/;
const PLACES = new RegExp(PLACE, 'g');

/** @type {WeakMap<Entry[], Pattern[]>} */
const kept = new WeakMap();

/**
 * The sentence in another language; as it is where it has no entry.
 *
 * @param {string} said
 * @param {string} language
 * @param {Entry[]} entries tried in their order
 * @returns {string}
 */
export function translated(said, language, entries) {
  const known = find(said, entries);
  if (!known) return said;
  const { entry, values } = known;
  for (const place of entry.translated ?? []) {
    values[place] = listed(values[place], language, entries);
  }
  return entry[language].replace(
    PLACES,
    (/** @type {string} */ all, /** @type {string} */ name) => values[name] ?? all,
  );
}

/**
 * @param {string} words
 * @param {string} language
 * @param {Entry[]} entries
 * @returns {string}
 */
function listed(words, language, entries) {
  for (const between of BETWEEN) {
    if (!find(words, entries) && words.includes(between.en)) {
      const parts = words.split(between.en).map((word) => listed(word, language, entries));
      return parts.join(between[/** @type {keyof typeof between} */ (language)]);
    }
  }
  return translated(words, language, entries);
}

/**
 * @param {string} said
 * @param {Entry[]} entries
 * @returns {{entry: Entry, values: Record<string, string>} | null}
 */
function find(said, entries) {
  for (const { pattern, places, entry } of patterns(entries)) {
    const found = pattern.exec(said);
    if (found)
      return { entry, values: Object.fromEntries(places.map((place, k) => [place, found[k + 1]])) };
  }
  return null;
}

/** @param {Entry[]} entries */
function patterns(entries) {
  let made = kept.get(entries);
  if (!made) {
    made = entries.map(pattern);
    kept.set(entries, made);
  }
  return made;
}

/**
 * @param {Entry} entry
 * @returns {Pattern}
 */
function pattern(entry) {
  const parts = entry.en.split(PLACE);
  const source = parts.map((part, k) => (k % 2 ? '(.+?)' : escaped(part))).join('');
  return { pattern: new RegExp(`^${source}$`), places: parts.filter((_, k) => k % 2), entry };
}

/** @param {string} text */
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
