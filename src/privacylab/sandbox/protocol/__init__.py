"""How the examiner and the jail exchange data: frames, values, tables, errors and proxies."""
