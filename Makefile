# `make help` lists the commands. Each one prepares what it needs, and does nothing twice.
# The Python of a distribution is compiled after what it was seen to do most; one compiled by hand without that
# takes half as much time again for the same work.
PYTHON ?= $(shell /usr/bin/python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo /usr/bin/python3 || echo python3)
IN_VENV := .venv/bin/python
export UV_PYTHON_DOWNLOADS := never
export PYTHONUNBUFFERED := 1
# Where it is set, each of the forty processes of a run compiles every module again: two thirds of its start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run setup test lint format bench judge doctor demo-reset lock base dev

help: ## affiche cette liste
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do \
		printf '  make %-11s %s\n' "$$name" "$$text"; done

run: setup ## installe ce qui manque puis sert l’application sur http://127.0.0.1:8000 (PORT=… pour changer)
	@$(IN_VENV) -m scripts.serve

setup: base ## tout ce que fait « run », sauf servir
	@$(IN_VENV) -m scripts.prepare

test: dev ## toute la suite sur SQLite et, à côté, sur PostgreSQL les services, les contraintes, les accès simultanés (ARGS="tests/core -k mot" pour une partie)
	@$(IN_VENV) -m scripts.run_tests $(ARGS)

lint: dev ## ruff, djade, mypy, migrations manquantes, contrôles de Django
	@$(IN_VENV) -m scripts.lint

format: dev ## met en forme le code Python et les gabarits
	@$(IN_VENV) -m scripts.format

bench: dev setup ## mesure les temps des pages, des documents et des tableaux
	@$(IN_VENV) -m bench.run
	@$(IN_VENV) -m bench.imports
	@$(IN_VENV) -m bench.workbook
	@$(IN_VENV) -m bench.tables
	@$(IN_VENV) -m bench.reports

judge: ## fait juger des PDF par veraPDF (FILES="a.pdf b.pdf"), le juge de référence
	@$(IN_VENV) -m scripts.verapdf $(FILES)

doctor: ## dit ce qui manque à cette machine, avec la commande qui l’apporte
	@test -x $(IN_VENV) || { echo "Lancez d’abord : make setup"; exit 1; }
	@$(IN_VENV) manage.py doctor

demo-reset: base ## met de côté la base de démonstration et en refait une neuve (FORCE=1 sans question)
	@$(IN_VENV) -m scripts.demo_reset

lock: dev ## refait requirements/*.txt avec leurs sommes (UPGRADE=1 prend les dernières versions)
	@for name in installer base dev; do \
		.venv/bin/uv pip compile --quiet $(if $(UPGRADE),--upgrade) --generate-hashes --python-version 3.11 \
			--no-header requirements/$$name.in -o requirements/$$name.txt; done

base dev:
	@$(PYTHON) -m scripts.environment $@
