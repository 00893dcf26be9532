"""Goals in the patient's own words with everybody's ratings, and the treatment plan in versions."""
