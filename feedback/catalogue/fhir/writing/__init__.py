"""Out again: a question set as a `Questionnaire`, a response as a `QuestionnaireResponse`."""
