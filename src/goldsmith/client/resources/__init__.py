"""The operations of the API, one module a part of the journey, each described once for both clients."""
