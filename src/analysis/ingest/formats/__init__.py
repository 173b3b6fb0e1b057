"""One module a file format: each gives the text a reader of the file would see, line by line."""
