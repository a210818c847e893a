"""The nouns: frozen values that the machines, the services and the isolations pass to each other."""
