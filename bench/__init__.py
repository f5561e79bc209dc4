"""`make bench`: each figure of the design beside its peer or limit, measured in the same run."""
