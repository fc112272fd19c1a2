"""The only place that talks to AWS: tables, files, queues, mail, secrets, identity."""
