"""The door to PostgreSQL: transactions bound to one customer, statements read from `.sql` files."""

from goldsmith.ports.db.database import Database, Tx
from goldsmith.ports.db.statements import Statement, Statements, read_sql

__all__ = ["Database", "Statement", "Statements", "Tx", "read_sql"]
