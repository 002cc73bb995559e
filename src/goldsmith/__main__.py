"""`python -m goldsmith` is `goldsmith`."""

from goldsmith.cli import main

if __name__ == "__main__":
    main()
