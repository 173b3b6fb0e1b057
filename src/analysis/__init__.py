"""A research workbench for Chinese provincial policy texts: damaged pages in, traceable numbers out.

The packages read as the method does: ``ingest`` makes clean clauses of damaged documents, ``facts`` and ``lexis`` make
facts and words of clauses, ``topics``, ``similarity`` and ``networks`` make findings of those, ``plots`` and ``reporting`` show
them. Stages never import each other: they meet through the tables that ``tables`` declares, and ``study`` chains them.
"""
