"""The people of the founding project, played through the public API: mentors, coordinators, the committee, evaluators."""
