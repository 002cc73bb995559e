"""How right consensus is: `CROWD_DATA=folder python -m bench.quality.NAME` scores it on labels of real crowds."""
