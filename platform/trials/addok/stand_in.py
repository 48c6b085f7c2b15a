"""Stands in for the Redis that addok needs: fakeredis speaks its protocol, Lua scripts too, and needs no server installed."""

from fakeredis import TcpFakeServer

if __name__ == "__main__":
    TcpFakeServer.allow_reuse_address = True
    TcpFakeServer(("127.0.0.1", 16379), server_type="redis").serve_forever()
