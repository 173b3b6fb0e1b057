# Short names for the real commands; make itself is not needed anywhere.
.DEFAULT_GOAL := help
.PHONY: help setup report test test-all lab check docs

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup:  ## make the environment in .venv
	python3 bootstrap.py

report:  ## make every report and say where the index page is
	python3 bootstrap.py report

test:  ## run every check and the everyday tests
	python3 bootstrap.py test

test-all:  ## the slow suites too
	python3 bootstrap.py test --all

check: setup  ## look for problems in the data folder
	.venv/bin/zhengce check

lab: setup  ## open JupyterLab on the project
	.venv/bin/zhengce lab

docs: setup  ## rewrite the files that are made from the code
	.venv/bin/python tools/make_environment.py
	.venv/bin/python tools/make_tables_page.py
	.venv/bin/python tools/make_methods_page.py
	.venv/bin/python tools/make_lessons.py
