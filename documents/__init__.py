"""Paper in, paper out: rosters as workbooks and csv, letters as Word files, attachments."""
