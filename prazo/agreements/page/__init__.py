"""What the customers' page shows, part by part: plain strings and lists, ready for a template."""
