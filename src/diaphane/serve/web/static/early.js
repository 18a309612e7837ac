// Sets the theme a person chose before anything is painted. Loaded ahead of the modules.
{
  const chosen = localStorage.getItem('theme');
  document.documentElement.dataset.theme =
    chosen === 'dark' || chosen === 'light' ? chosen : 'auto';
}
