"""Many answers become one: the engine reads finished tasks and accepts, asks on or escalates."""
