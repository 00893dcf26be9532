"""What people do, one verb per module. A service takes the session, the actor and the time; it never commits."""
