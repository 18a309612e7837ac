// A label map that a reader corrects: strokes on any plane of it, each of which can be taken back.

/**
 * @typedef {object} Grid one plane within the array: where its samples lie
 * @property {number} rows
 * @property {number} columns
 * @property {number} count planes along this axis
 * @property {number} planeStep
 * @property {number} rowStep
 * @property {number} columnStep
 */

/**
 * @typedef {object} Stroke
 * @property {number} axis
 * @property {number} plane
 * @property {number} label
 * @property {Map<number, number>} before what stood where, by place in the array
 */

/**
 * A round brush.
 * @typedef {object} Brush
 * @property {number} label what it paints; 0 erases
 * @property {number} radius in samples of the finer side
 * @property {number} [rowSize] of a sample, in any unit
 * @property {number} [columnSize]
 */

/**
 * How planes that stand upright on `axis` lie in an array (Y X) or (Z Y X).
 * @param {readonly number[]} shape
 * @param {number} axis
 * @returns {Grid}
 */
export function gridOf(shape, axis) {
  const [z, y, x] = shape.length === 2 ? [1, ...shape] : shape;
  if (z === undefined || y === undefined || x === undefined) {
    throw new RangeError(`expected two or three axes, got ${shape.length}`);
  }
  const grids = [
    { rows: y, columns: x, count: z, planeStep: y * x, rowStep: x, columnStep: 1 },
    { rows: z, columns: x, count: y, planeStep: x, rowStep: y * x, columnStep: 1 },
    { rows: z, columns: y, count: x, planeStep: 1, rowStep: y * x, columnStep: x },
  ];
  const grid = grids[axis];
  if (!grid) throw new RangeError(`expected axis 0 to 2, got ${axis}`);
  return grid;
}

export class Mask {
  /**
   * @param {Uint8Array} labels 0 is background, the first class 1
   * @param {readonly number[]} shape (Y X) or (Z Y X)
   */
  constructor(labels, shape) {
    this.labels = labels;
    this.shape = shape;
    /** @type {Stroke[]} */
    this.done = [];
    /** @type {Stroke[]} */
    this.undone = [];
  }

  /** A stroke counts only while it is not taken back. */
  get changed() {
    return this.done.length > 0;
  }

  /**
   * The samples of a plane, in rows.
   * @param {number} axis
   * @param {number} plane
   * @returns {Uint8Array}
   */
  plane(axis, plane) {
    const grid = gridOf(this.shape, axis);
    const found = new Uint8Array(grid.rows * grid.columns);
    for (let row = 0, k = 0; row < grid.rows; row += 1) {
      let place = plane * grid.planeStep + row * grid.rowStep;
      for (let column = 0; column < grid.columns; column += 1, k += 1) {
        found[k] = this.labels[place] ?? 0;
        place += grid.columnStep;
      }
    }
    return found;
  }

  /**
   * Begin a stroke; `draw` goes on with it.
   * @param {number} axis
   * @param {number} plane
   * @param {number} label
   */
  begin(axis, plane, label) {
    this.done.push({ axis, plane, label, before: new Map() });
    this.undone = [];
  }

  /**
   * Paint from one point to the next, in samples of the plane: (row, column), 0.5 is the middle of
   * the first.
   * @param {readonly [number, number]} from
   * @param {readonly [number, number]} to
   * @param {Brush} brush
   */
  draw(from, to, brush) {
    const stroke = this.done.at(-1);
    if (!stroke) throw new Error('a stroke was drawn that was not begun');
    const grid = gridOf(this.shape, stroke.axis);
    for (const [row, column] of covered(grid, from, to, brush)) {
      const place = stroke.plane * grid.planeStep + row * grid.rowStep + column * grid.columnStep;
      const now = this.labels[place] ?? 0;
      if (now === brush.label) continue;
      if (!stroke.before.has(place)) stroke.before.set(place, now);
      this.labels[place] = brush.label;
    }
  }

  /** End a stroke; one that changed nothing is forgotten. */
  end() {
    if (this.done.at(-1)?.before.size === 0) this.done.pop();
  }

  /** @returns {Stroke | undefined} the one taken back */
  undo() {
    const stroke = this.done.pop();
    if (!stroke) return undefined;
    for (const [place, label] of stroke.before) this.labels[place] = label;
    this.undone.push(stroke);
    return stroke;
  }

  /** @returns {Stroke | undefined} the one drawn again */
  redo() {
    const stroke = this.undone.pop();
    if (!stroke) return undefined;
    for (const place of stroke.before.keys()) this.labels[place] = stroke.label;
    this.done.push(stroke);
    return stroke;
  }
}

/**
 * The samples of a plane whose middles a round brush covers on its way.
 * @param {Grid} grid
 * @param {readonly [number, number]} from
 * @param {readonly [number, number]} to
 * @param {Brush} brush
 * @returns {Generator<[number, number]>}
 */
function* covered(grid, from, to, { radius, rowSize = 1, columnSize = 1 }) {
  const finer = Math.min(rowSize, columnSize);
  const [tall, wide] = [rowSize / finer, columnSize / finer];
  const reach = Math.max(radius, 0.5);
  const top = Math.max(0, Math.floor(Math.min(from[0], to[0]) - reach / tall));
  const bottom = Math.min(grid.rows - 1, Math.floor(Math.max(from[0], to[0]) + reach / tall));
  const left = Math.max(0, Math.floor(Math.min(from[1], to[1]) - reach / wide));
  const right = Math.min(grid.columns - 1, Math.floor(Math.max(from[1], to[1]) + reach / wide));
  const [start, end] = [scaled(from, tall, wide), scaled(to, tall, wide)];
  for (let row = top; row <= bottom; row += 1) {
    for (let column = left; column <= right; column += 1) {
      const middle = scaled([row + 0.5, column + 0.5], tall, wide);
      const touched = Math.floor(to[0]) === row && Math.floor(to[1]) === column;
      if (touched || distance(middle, start, end) <= reach) yield [row, column];
    }
  }
}

/**
 * @param {readonly [number, number]} point
 * @param {number} tall
 * @param {number} wide
 * @returns {[number, number]}
 */
function scaled([row, column], tall, wide) {
  return [row * tall, column * wide];
}

/**
 * From a point to a piece of a straight line.
 * @param {readonly [number, number]} point
 * @param {readonly [number, number]} start
 * @param {readonly [number, number]} end
 * @returns {number}
 */
function distance([y, x], [y0, x0], [y1, x1]) {
  const length = (y1 - y0) ** 2 + (x1 - x0) ** 2;
  const along = length === 0 ? 0 : ((y - y0) * (y1 - y0) + (x - x0) * (x1 - x0)) / length;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(y - y0 - share * (y1 - y0), x - x0 - share * (x1 - x0));
}
