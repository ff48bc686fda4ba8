"""The words of the project as plain data: no logic beyond ordering, no I/O."""
