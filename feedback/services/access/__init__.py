"""Who may come in and see whom: sessions, second factors, care relations, deputies, emergencies."""
