"""Goals in the patient's own words, agreed steps and the treatment plan."""
