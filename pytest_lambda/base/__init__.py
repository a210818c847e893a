"""What everything else stands on: errors, quotas, ARNs, the clock, timers, entropy, the trace. Stdlib only."""
