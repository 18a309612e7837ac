// Translates the library's English sentences by templates: "slice {n} of {m} was read".

/** @typedef {Record<string, Record<string, string>>} Templates */

/** @type {WeakMap<Templates, {pattern: RegExp, holes: string[], template: string}[]>} */
const kept = new WeakMap();

/**
 * The sentence in another language; itself where no template fits.
 *
 * @param {string} text
 * @param {string} language
 * @param {Templates} templates English with holes in braces -> language -> the same holes
 */
export function translated(text, language, templates) {
  const whole = templates[text]?.[language];
  if (whole) return whole;
  for (const { pattern, holes, template } of patterns(templates)) {
    const found = pattern.exec(text);
    const words = templates[template][language];
    if (found && words) return filled(words, holes, found.slice(1));
  }
  return text;
}

/**
 * Templates that say most come first: a hole must not swallow what another one spells out.
 *
 * @param {Templates} templates
 */
function patterns(templates) {
  let made = kept.get(templates);
  if (!made) {
    made = Object.keys(templates)
      .filter((template) => template.includes('{'))
      .sort((a, b) => spelt(b) - spelt(a))
      .map(pattern);
    kept.set(templates, made);
  }
  return made;
}

/** @param {string} template */
const spelt = (template) => template.replace(/\{\w+\}/g, '').length;

/** @param {string} template */
function pattern(template) {
  const parts = template.split(/\{(\w+)\}/);
  const literal = parts.filter((_, k) => k % 2 === 0).map(escaped);
  const holes = parts.filter((_, k) => k % 2 === 1);
  return { pattern: new RegExp(`^${literal.join('(.+?)')}$`, 's'), holes, template };
}

/** @param {string} text */
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * @param {string} words
 * @param {string[]} holes
 * @param {string[]} values
 */
function filled(words, holes, values) {
  const by = Object.fromEntries(holes.map((hole, k) => [hole, values[k]]));
  return words.replace(/\{(\w+)\}/g, (all, name) => by[name] ?? all);
}
