"""Chatbot for Zalo and Messenger on voluntary social insurance."""
