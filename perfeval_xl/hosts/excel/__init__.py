"""The buttons in Excel: builds the add-in from text, installs it on Windows and macOS."""
