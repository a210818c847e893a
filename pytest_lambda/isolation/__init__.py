"""Where handlers run and the operating system is touched; nothing of this happens anywhere else."""
