"""What only the file knows: its texts, its zones, the names it declares and never uses."""
