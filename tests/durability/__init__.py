"""The durability kit: people who write while servers are killed, lines cut and disks full, and what must hold after."""
