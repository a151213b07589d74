"""Single sign-on: the way to an OpenID provider and back."""
