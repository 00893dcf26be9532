"""Who is registered: patients, their relatives and consent, appointments, clinicians."""
