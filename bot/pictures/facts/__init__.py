"""What each kind of picture says, calculated by the law: the same for PNG, PDF and words."""
