// The controls that the Tab key should reach, each marked by a number, of a group of radios one.
() => {
  const kinds = 'a[href], button, input, select, textarea, summary, [tabindex="0"], audio, video';
  const groups = new Set();
  let number = 0;
  for (const one of document.querySelectorAll(kinds)) {
    if (one.disabled || one.tabIndex < 0 || one.closest('[inert]')) continue;
    if (!one.checkVisibility({ checkVisibilityCSS: true })) continue;
    if (one.type === 'radio') {
      if (groups.has(one.name)) continue;
      groups.add(one.name);
      const chosen = document.querySelector(`input[name="${one.name}"]:checked`) ?? one;
      chosen.dataset.stop = String(number++);
    } else one.dataset.stop = String(number++);
  }
  return number;
}
