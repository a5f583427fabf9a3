"""Who somebody is: people, how they sign in, and what they were granted."""
