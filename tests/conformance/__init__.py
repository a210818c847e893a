"""The same handlers under AWS's own runtime client and under the simulator."""
