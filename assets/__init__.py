"""When and where: Dagster assets, resources and schedules, and the ``kawaraban`` command. The only folder that imports Dagster."""
