"""Pure ideas: arrays in, arrays out. One file an idea; nothing here imports the product."""
