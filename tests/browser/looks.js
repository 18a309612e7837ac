// What a page looks like to those who see it: a list of faults, each a sentence. WCAG 2.2, AA.
() => {
  const faults = [];
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

  /** Red, green, blue of 0..255 and alpha of 0..1, of any colour that CSS can say. */
  const colour = (css) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => {
    const a = top[3];
    return [...[0, 1, 2].map((k) => top[k] * a + below[k] * (1 - a)), 1];
  };
  /** Relative luminance, WCAG 2.2. */
  const luminance = (rgb) => {
    const [r, g, b] = rgb.slice(0, 3).map((v) => {
      const s = v / 255;
      return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  /** What lies behind an element; null where a picture does. */
  const ground = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      if (one instanceof SVGElement && one.ownerSVGElement) continue; // these have no background
      const style = getComputedStyle(one);
      if (style.backgroundImage !== 'none' || one.tagName === 'CANVAS') return null;
      layers.push(colour(style.backgroundColor));
    }
    const page = colour('Canvas');
    return layers.reverse().reduce((below, top) => over(top, below), page);
  };
  const opacity = (element) => {
    let share = 1;
    for (let one = element; one; one = one.parentElement) share *= Number(getComputedStyle(one).opacity);
    return share;
  };
  const seen = (element) =>
    element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !element.closest('.skip');
  /** Scrolled away below something else. */
  const covered = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return at !== null && !element.contains(at) && !at.contains(element);
  };
  const off = (element) => element.closest(':disabled, [aria-disabled="true"]') !== null;
  const short = (text) => text.trim().replace(/\s+/g, ' ').slice(0, 60);

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const element = text.parentElement;
    if (!text.data.trim() || /^(SCRIPT|STYLE|NOSCRIPT|OPTION)$/.test(element.tagName)) continue;
    if (!seen(element) || off(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue; // for screen readers alone
    const style = getComputedStyle(element);
    const behind = ground(element);
    if (!behind) continue;
    const ink = colour(element instanceof SVGElement ? style.fill : style.color);
    ink[3] *= opacity(element);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const found = contrast(over(ink, behind), behind);
    const least = large ? 3 : 4.5;
    if (found < least - 0.005)
      faults.push(`contrast ${found.toFixed(2)} of ${least}: '${short(text.data)}' in ${element.tagName}.${element.className?.baseVal ?? element.className}`);
  }

  const words = document.body.innerText;
  for (const hole of words.match(/\{\w+\}/g) ?? []) faults.push(`a hole that was not filled: ${hole}`);
  for (const odd of words.match(/\b(undefined|NaN|\[object \w+\])/g) ?? []) faults.push(`shown: ${odd}`);
  if (document.documentElement.scrollWidth > innerWidth)
    faults.push(`wider than the window: ${document.documentElement.scrollWidth} of ${innerWidth} px`);
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  for (const id of ids.filter((one, k) => ids.indexOf(one) !== k)) faults.push(`twice: the id ${id}`);
  if (document.querySelectorAll('h1').length !== 1)
    faults.push(`${document.querySelectorAll('h1').length} headings of the first order`);
  // Target size, 2.5.8: what is smaller than 24 px has nothing else within a circle of 24 px.
  const targets = [...document.querySelectorAll('button, input, select, a[href], summary')].filter(
    (one) => seen(one) && one.type !== 'file' && !covered(one),
  );
  const boxes = targets.map((one) => (one.closest('label') ?? one).getBoundingClientRect());
  for (const [k, { left, right, top, bottom, width, height }] of boxes.entries()) {
    if (!width || (width >= 24 && height >= 24)) continue;
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const near = boxes.findIndex((other, n) => {
      const [across, down] = [
        Math.max(other.left - x, 0, x - other.right),
        Math.max(other.top - y, 0, y - other.bottom),
      ];
      return n !== k && other.width > 0 && !targets[n].contains(targets[k]) && Math.hypot(across, down) < 12;
    });
    if (near >= 0)
      faults.push(`small and close: '${short(targets[k].textContent)}', '${short(targets[near].textContent)}'`);
  }
  return [...new Set(faults)];
}
