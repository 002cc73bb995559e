"""Tables that come and go batch by batch, in constant memory: Parquet files and Arrow streams.

Formats: https://parquet.apache.org/docs/file-format/ and https://arrow.apache.org/docs/format/Columnar.html (the IPC
streaming and file formats). What a schema's metadata says about columns is the business of `features`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

from goldsmith.errors import MalformedError
from goldsmith.modalities.archives import seekable
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Table", "Writer", "batches_of", "open_table", "table_codecs", "write_arrow", "write_parquet"]

ROWS_IN_GROUP: Final = 1_000
ROWS_AT_ONCE: Final = 50
BATCH_BYTES: Final = 16_000_000
MOST_COLUMNS: Final = 2_000
MOST_GROUP_BYTES: Final = 4_000_000_000
MOST_METADATA_BYTES: Final = 16_000_000
_PARQUET: Final = b"PAR1"
_ARROW_FILE: Final = b"ARROW1\0\0"
_ARROW_STREAM: Final = b"\xff\xff\xff\xff"

Batches = Iterable["pa.RecordBatch | pa.Table"]
Writer = Callable[["pa.Schema", Batches, BinaryIO], None]


def table_codecs(
    read: Callable[[BinaryIO, ImportContext], Iterator[dict[str, Any] | RowError | Loss]],
    write: Callable[[Writer, Iterator[bytes], BinaryIO, ExportContext], LossReport],
) -> tuple[Codec, Codec, Codec]:
    """Make the formats of a modality's tables: for Hugging Face as Parquet and as Arrow, and any Parquet that comes."""
    parquet_type = "application/vnd.apache.parquet"
    return (
        Codec(
            name="huggingface",
            title="Hugging Face datasets (Parquet)",
            media_type=parquet_type,
            suffix=".huggingface.parquet",
            read=read,
            write=partial(write, write_parquet),
        ),
        Codec(
            name="huggingface_arrow",
            title="Hugging Face datasets (Arrow)",
            media_type="application/vnd.apache.arrow.stream",
            suffix=".arrow",
            read=read,
            write=partial(write, write_arrow),
        ),
        Codec(name="parquet", title="Parquet", media_type=parquet_type, suffix=".parquet", read=read),
    )


def batches_of(schema: pa.Schema, rows: Iterator[dict[str, Any]]) -> Iterator[pa.Table]:
    """Gather rows to batches: a thousand, or fewer where they are large."""
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    while some := list(islice(rows, ROWS_AT_ONCE)):
        waiting.append(pa.RecordBatch.from_pylist(some, schema=schema))
        if len(waiting) * ROWS_AT_ONCE >= ROWS_IN_GROUP or sum(part.nbytes for part in waiting) > BATCH_BYTES:
            yield pa.Table.from_batches(waiting, schema)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting, schema)


def write_parquet(schema: pa.Schema, batches: Batches, out: BinaryIO) -> None:
    """Write every batch as a row group; the same batches are the same bytes. Metadata is kept by the Arrow schema."""
    from pyarrow import parquet

    with parquet.ParquetWriter(
        out, schema, compression="zstd", version="2.6", store_schema=schema.metadata is not None
    ) as writer:
        for batch in batches:
            writer.write(batch)


def write_arrow(schema: pa.Schema, batches: Batches, out: BinaryIO) -> None:
    """Write a stream of batches, as `datasets` keeps its own tables."""
    import pyarrow as pa

    with pa.ipc.new_stream(pa.PythonFile(out, mode="w"), schema) as writer:
        for batch in batches:
            writer.write(batch)


class Table:
    """A table that is being read; `rows` are dicts, of the columns that were asked for."""

    def __init__(self, schema: pa.Schema, batches: Callable[[Sequence[str]], Batches]) -> None:
        self.schema = schema
        self._batches = batches

    def rows(self, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield rows of these columns; one that is part of another is named with a point, as in `image.path`."""
        with _refusing_broken():
            for batch in self._batches(columns):
                for start in range(0, batch.num_rows, ROWS_AT_ONCE):
                    yield from batch.slice(start, ROWS_AT_ONCE).to_pylist()


@contextmanager
def open_table(stream: IO[bytes]) -> Iterator[Table]:
    """Open a Parquet file, an Arrow file or an Arrow stream, told apart by how they begin; else MalformedError."""
    with seekable(stream) as file:
        start = file.read(8)
        file.seek(0)
        if start.startswith(_PARQUET):
            yield _open_parquet(file)
        elif start == _ARROW_FILE or start.startswith(_ARROW_STREAM):
            yield _open_arrow(file, is_stream=start != _ARROW_FILE)
        else:
            raise MalformedError("This is neither a Parquet nor an Arrow file.", code="bad_table")


def _open_parquet(file: IO[bytes]) -> Table:
    from pyarrow import parquet

    with _refusing_broken():
        opened = parquet.ParquetFile(file, thrift_string_size_limit=MOST_METADATA_BYTES, pre_buffer=False)
        _read_names(opened.schema_arrow)
        _check_sizes(opened.metadata)
    return Table(opened.schema_arrow, lambda columns: opened.iter_batches(ROWS_AT_ONCE, columns=list(columns)))


def _check_sizes(metadata: Any) -> None:
    if metadata.num_columns > MOST_COLUMNS:
        raise MalformedError(f"A table has at most {MOST_COLUMNS:,} columns.", code="bad_table")
    # Only the sizes of whole groups are asked for: pyarrow ends the process where the facts of a column are damaged.
    sizes = [metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups)]
    if max(sizes, default=0) > MOST_GROUP_BYTES:
        message = f"A row group takes at most {MOST_GROUP_BYTES:,} bytes; write smaller ones."
        raise MalformedError(message, code="bad_table")


def _open_arrow(file: IO[bytes], *, is_stream: bool) -> Table:
    import pyarrow as pa

    with _refusing_broken():
        opened = pa.ipc.open_stream(file) if is_stream else pa.ipc.open_file(file)
        _read_names(opened.schema)
    if len(opened.schema) > MOST_COLUMNS:
        raise MalformedError(f"A table has at most {MOST_COLUMNS:,} columns.", code="bad_table")
    return Table(opened.schema, lambda columns: _arrow_batches(opened, columns, is_stream=is_stream))


def _read_names(fields: Iterable[Any]) -> None:
    """Names are decoded when they are asked for: ask now. Raises ValueError for one that is no UTF-8."""
    for field in fields:
        str(field.name)
        _read_names(field.type.field(place) for place in range(field.type.num_fields))


def _arrow_batches(opened: Any, columns: Sequence[str], *, is_stream: bool) -> Batches:
    batches = opened if is_stream else (opened.get_batch(number) for number in range(opened.num_record_batches))
    names = {column.partition(".")[0] for column in columns}
    for batch in batches:
        batch.validate(full=True)
        yield batch.select([name for name in batch.schema.names if name in names])


@contextmanager
def _refusing_broken() -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError, TypeError) as error:
        if isinstance(error, pa.ArrowMemoryError):
            raise
        raise MalformedError("This table is damaged, cut short, or of columns that cannot be read.") from None
