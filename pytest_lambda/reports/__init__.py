"""Reports: they read the trace and nothing else."""
