"""Lists as communes, the post and the bank write them: from the cells of a sheet to rows and
problems. No file is opened here (`storage.imports` does that), and nothing is kept."""
