"""The workplace in a browser and by HTTP: the page, the interface, and what guards both."""
