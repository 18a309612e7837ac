// The settings of a recipe as `key=value`, with the values it has by itself.

/** @typedef {{key: string, value: string}} Setting */

/**
 * All that a recipe lets one set, with its own values as they would be typed. What says what a
 * model is (its card) is left out, but for the size of what goes in.
 * @param {Record<string, unknown>} recipe
 * @returns {Setting[]}
 */
export function settingsOf(recipe) {
  const found = [];
  for (const [key, value] of Object.entries(recipe)) {
    if (key === 'card') found.push(...settingsOfCard(value));
    else found.push(...flattened(key, value));
  }
  return found.filter(({ key }) => key !== 'wants');
}

/** @param {unknown} card @returns {Setting[]} */
function settingsOfCard(card) {
  const input = isRecord(card) ? card['input'] : null;
  if (!isRecord(input)) return [];
  return ['channels', 'size', 'tile'].flatMap((key) => flattened(`card.input.${key}`, input[key]));
}

/**
 * @param {string} key
 * @param {unknown} value
 * @returns {Setting[]}
 */
function flattened(key, value) {
  if (!isRecord(value)) return [{ key, value: typed(value) }];
  if (isNamed(value)) {
    const inside = Object.entries(value.settings);
    return [
      { key, value: value.name },
      ...inside.flatMap(([name, one]) => flattened(`${key}.${name}`, one)),
    ];
  }
  return Object.entries(value).flatMap(([name, one]) => flattened(`${key}.${name}`, one));
}

/** @param {unknown} value @returns {string} */
function typed(value) {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A part chosen by name, with settings of its own.
 * @param {Record<string, unknown>} value
 * @returns {value is {name: string, settings: Record<string, unknown>}}
 */
function isNamed(value) {
  return typeof value['name'] === 'string' && isRecord(value['settings']);
}

/**
 * Lines of `key=value` as the server takes them. A line that is none is named.
 * @param {string} text
 * @returns {{settings: Record<string, string>, wrong: string[]}}
 */
export function parsed(text) {
  /** @type {Record<string, string>} */
  const settings = {};
  const wrong = [];
  for (const line of text
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean)) {
    const at = line.indexOf('=');
    if (at < 1) wrong.push(line);
    else settings[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return { settings, wrong };
}
