// Files that a person drops or chooses, out of folders, too.

/** @typedef {{file: File, name: string}} Named */

/** What systems leave lying in folders. */
const LITTER = /^(\.|Thumbs\.db$|desktop\.ini$|__MACOSX)/i;

/**
 * The file names alone are kept: those of folders often name patients.
 *
 * @param {Iterable<File>} files
 * @returns {Named[]}
 */
export function named(files) {
  return [...files]
    .filter((file) => file.size > 0 && !LITTER.test(file.name))
    .map((file) => ({ file, name: file.name }));
}

/**
 * All files of a drop. The entries must be taken before the event is over.
 *
 * @param {DataTransfer} transfer
 * @returns {Promise<Named[]>}
 */
export async function dropped(transfer) {
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry?.())
    .filter((entry) => entry !== null && entry !== undefined);
  if (!entries.length) return named(transfer.files);
  const found = await Promise.all(entries.map(below));
  return named(found.flat());
}

/**
 * @param {FileSystemEntry} entry
 * @returns {Promise<File[]>}
 */
async function below(entry) {
  if (LITTER.test(entry.name)) return [];
  if (entry.isFile) return [await fileOf(/** @type {FileSystemFileEntry} */ (entry))];
  const found = [];
  for (const one of await entriesOf(/** @type {FileSystemDirectoryEntry} */ (entry))) {
    found.push(...(await below(one)));
  }
  return found;
}

/**
 * @param {FileSystemFileEntry} entry
 * @returns {Promise<File>}
 */
const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

/**
 * A reader gives a hundred entries at a time, and none at the end.
 *
 * @param {FileSystemDirectoryEntry} folder
 * @returns {Promise<FileSystemEntry[]>}
 */
async function entriesOf(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return all.sort((one, other) => one.name.localeCompare(other.name, 'en'));
    all.push(...some);
  }
}

/**
 * The server tells files by their numbers alone; of those just sent the names are known here.
 *
 * @param {string} said by the server of one of these files
 * @param {string[]} names
 */
export function nameIn(said, names) {
  const [, number, all] = /^file (\d+) of (\d+): /i.exec(said) ?? [];
  return number && Number(all) === names.length ? ` (${names[Number(number) - 1]})` : '';
}
