"""People: roles, who acts, what is held on a person and what protects it."""
